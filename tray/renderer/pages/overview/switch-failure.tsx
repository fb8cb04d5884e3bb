// Why the switch of a link fell back, until it has been read.
import { FailureNotice } from "../../parts/notice.tsx";
import { useStore, useWindow } from "../../store/hooks.ts";

export function SwitchFailure({ name }: { readonly name: string }) {
  const store = useStore();
  const failure = useWindow((state) => state.attempts.get(name)?.failure);
  return failure && <FailureNotice failure={failure} onDismiss={() => store.dismiss(name)} />;
}
