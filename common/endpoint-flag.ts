// What an MPTCP endpoint is used for, in the words of ip-mptcp(8).
export const ENDPOINT_FLAGS = ["signal", "subflow", "backup", "fullmesh"] as const;
export type EndpointFlag = (typeof ENDPOINT_FLAGS)[number];
