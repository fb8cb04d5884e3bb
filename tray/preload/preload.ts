// Runs before the window's page, in a sandbox of its own, and gives it the bridge: all that the page has of the world.
import { contextBridge, ipcRenderer } from "electron";
import { BRIDGE } from "../shared/bridge.ts";
import { bridgeOver } from "./bridge.ts";

contextBridge.exposeInMainWorld(BRIDGE, bridgeOver(ipcRenderer));
