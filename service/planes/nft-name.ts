// The name of a link in the language of nft(8).
export { nftName } from "../../common/nft-name.ts";
