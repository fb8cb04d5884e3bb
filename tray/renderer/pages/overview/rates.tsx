// What goes through a link now, in both directions.
import { useFormats } from "../../language.tsx";
import { useRate } from "../../store/hooks.ts";

export function Rates({ name }: { readonly name: string }) {
  const { rate: format } = useFormats();
  const rate = useRate(name);
  if (rate === undefined) return null;
  return (
    <>
      <span className="rate">↓&nbsp;{format(rate.rx)}</span>
      <span className="rate">↑&nbsp;{format(rate.tx)}</span>
    </>
  );
}
