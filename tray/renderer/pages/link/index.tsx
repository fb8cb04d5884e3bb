// The page of one interface: how it stands, what may be chosen of it, and what the kernel has of it.
import type { Link } from "../../../../common/client/domain.ts";
import { LOOPBACK } from "../../../shared/loopback.ts";
import { useWords } from "../../language.tsx";
import { FailureNotice, Notice } from "../../parts/notice.tsx";
import { useLink, useStore, useWindow } from "../../store/hooks.ts";
import { Addresses } from "./addresses/addresses.tsx";
import { Routers } from "./addresses/routers.tsx";
import { ruled } from "./addresses/rules.ts";
import { useRules } from "./addresses/use-rules.ts";
import { OptionsForm } from "./form/form.tsx";
import { type Drafting, useDraft } from "./form/use-draft.ts";
import { LinkHead } from "./head.tsx";
import { LinkProblems } from "./problems.tsx";
import { Routes } from "./routes/routes.tsx";
import "./link.css";

export function LinkPage({ name }: { readonly name: string }) {
  const store = useStore();
  const words = useWords().link;
  const link = useLink(name);
  // Kept here, so that it outlives the service's being away for a moment.
  const drafting = useDraft(name, link);
  return (
    <>
      <button type="button" className="plain link-back" onClick={() => store.go({ page: "overview" })}>
        <span aria-hidden="true">← </span>
        {words.back}
      </button>
      {link === undefined ? <Missing name={name} /> : <Present link={link} drafting={drafting} />}
    </>
  );
}

function Missing({ name }: { readonly name: string }) {
  const words = useWords().link.gone;
  const ready = useWindow(({ known }) => known.reach.kind === "ready");
  return (
    <>
      <h1>{name}</h1>
      {/* While the service is away, the window says so, and nobody knows of this link. */}
      {ready && <Notice grade="waiting" title={words.title(name)} remedy={words.remedy} />}
    </>
  );
}

function Present({ link, drafting }: { readonly link: Link; readonly drafting: Drafting | undefined }) {
  const store = useStore();
  const words = useWords().link;
  const failure = useWindow((state) => state.attempts.get(link.name)?.failure);
  const rules = useRules(link);
  const { addresses, others, tables } = ruled(link, rules.texts ?? []);
  const usable = link.name !== LOOPBACK;
  return (
    <>
      <LinkHead link={link} usable={usable} />
      {!usable && <p>{words.loopback}</p>}
      {failure !== undefined && failure !== drafting?.failure && (
        <FailureNotice failure={failure} onDismiss={() => store.dismiss(link.name)} />
      )}
      <LinkProblems link={link} alone={tables.length < 2} />
      {drafting !== undefined && usable && <OptionsForm link={link} drafting={drafting} tables={tables} />}
      <div className="link-pair">
        <Addresses addresses={addresses} others={others} rules={rules} />
        <Routers link={link} />
      </div>
      {usable && <Routes key={link.name} link={link} />}
    </>
  );
}
