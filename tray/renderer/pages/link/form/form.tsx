// Table and options of a link as a form. It is a draft: nothing changes until it is applied.
import { type FormEvent, useId, useRef, useState } from "react";
import type { Link } from "../../../../../common/client/domain.ts";
import { useFormats, useWords } from "../../../language.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { useWindow } from "../../../store/hooks.ts";
import { Actions } from "./actions.tsx";
import { type Fault, faultsOf, hintsOf } from "./checks.ts";
import { unusual } from "./draft.ts";
import type { DraftProperties } from "./draft-properties.ts";
import { FurtherOptions } from "./further-options.tsx";
import { TableOption } from "./table-option.tsx";
import type { Drafting } from "./use-draft.ts";
import { WeightOption } from "./weight-option.tsx";
import "./form.css";

interface OptionsFormProperties {
  readonly link: Link;
  readonly drafting: Drafting;
  /** Of the link's rules: more than one where it is several uplinks. */
  readonly tables: readonly string[];
}

export function OptionsForm({ link, drafting, tables }: OptionsFormProperties) {
  const words = useWords().link.form;
  const formats = useFormats();
  const { links, service, permissions } = useWindow((state) => state.known);
  const title = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [left, setLeft] = useState<ReadonlySet<Fault["field"]>>(new Set(["mptcp"]));
  const [submitted, setSubmitted] = useState(false);
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const { draft, changed } = drafting;
  const all = faultsOf(draft, link.name, links.values());
  const properties: DraftProperties = {
    link,
    drafting,
    faults: submitted ? all : all.filter(({ field }) => left.has(field)),
    hints: hintsOf(draft, service, link.gateways),
    onLeave: (field) => setLeft((before) => new Set([...before, field])),
  };

  const finished = () => {
    setSubmitted(false);
    setLeft(new Set(["mptcp"]));
    // The buttons vanish: who is on one of them goes on from the top of the form.
    if (document.activeElement?.closest(".form-actions, .notice")) title.current?.focus();
  };
  const submit = async (event: FormEvent, persist: boolean) => {
    event.preventDefault();
    if (!changed) return; // Enter, in a field that is as it was
    setSubmitted(true);
    setDone(false);
    if (all.length > 0) {
      if (all.some(({ field }) => FURTHER.has(field))) setOpen(true);
      // When it is drawn.
      setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } else if (await drafting.apply(persist)) {
      setDone(true);
      finished();
    }
  };
  const discard = () => {
    drafting.discard();
    finished();
  };
  const set = unusual(draft);

  return (
    <section className="card link-section link-form" aria-labelledby={id}>
      <h2 id={id} ref={title} tabIndex={-1}>
        {words.title}
      </h2>
      {!link.assigned && <p className="dim">{words.unused}</p>}
      {tables.length > 1 && <p className="option-hint">{words.several(formats.series(tables))}</p>}
      <Actions
        ref={form}
        drafting={drafting}
        permission={permissions?.assign}
        status={done && !changed ? words.applied : ""}
        onSubmit={submit}
        onDiscard={discard}
      >
        {drafting.elsewhere && (
          <Notice grade="waiting" {...words.elsewhere} onDismiss={drafting.keep}>
            <button type="button" onClick={discard}>
              {words.elsewhere.show}
            </button>
          </Notice>
        )}
        <div className="options">
          <TableOption {...properties} />
          <WeightOption {...properties} />
        </div>
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{set === 0 ? words.further : words.furtherSet(set)}</summary>
          <FurtherOptions {...properties} />
        </details>
      </Actions>
    </section>
  );
}

const FURTHER: ReadonlySet<string> = new Set(["priority", "mptcp", "gateway"] satisfies Fault["field"][]);
