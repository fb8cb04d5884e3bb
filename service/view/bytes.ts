// Numbers as bytes in latin1 strings, for those who may not know the wire.
export { bytes32 } from "../netlink/message.ts";
