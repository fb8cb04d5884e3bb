// What stands behind the window until it is drawn.

/** As `--surface` in tray/renderer/styles/tokens.css. */
export const SURFACE = { light: "#f6f6f8", dark: "#1b1c20" } as const;
