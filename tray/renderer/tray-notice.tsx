// That the desktop shows no icon of the app, and what can be done; until it has been read.
import { useState } from "react";
import { useWords } from "./language.tsx";
import { Notice } from "./parts/notice.tsx";
import { useWindow } from "./store/hooks.ts";

export function TrayNotice() {
  const words = useWords().desktop.noTray;
  const tray = useWindow((state) => state.tray);
  const [read, setRead] = useState(false);
  if (read || tray === undefined || tray.state === "shown") return null;
  const remedy = tray.gnome ? words.gnome : words.other;
  return <Notice grade="waiting" title={words.title} remedy={remedy} onDismiss={() => setRead(true)} />;
}
