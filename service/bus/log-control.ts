// org.freedesktop.LogControl1, which `systemctl service-log-level` speaks (org.freedesktop.LogControl1(5)).
import { ACTION_CONFIGURE, LOG_CONTROL } from "../../common/bus/contract.ts";
import type { Variant } from "../../common/bus/types.ts";
import { quoted } from "../../common/printable.ts";
import { SYSLOG_LEVELS } from "../system/log-control.ts";
import { exported } from "./exported.ts";
import { Refusal } from "./refusal.ts";
import type { Service } from "./service.ts";

const questions = [{ action: ACTION_CONFIGURE, details: new Map<string, string>() }];

export const logControl = ({ log }: Service) =>
  exported({
    contract: LOG_CONTROL,
    methods: {},
    properties: {
      LogLevel: () => log.level,
      LogTarget: () => log.target,
      SyslogIdentifier: () => "multihomed",
    },
    settable: {
      LogLevel: (variant) => {
        const level = word(variant);
        if (!SYSLOG_LEVELS.some((known) => known === level)) {
          throw new Refusal("InvalidArgs", `${quoted(level)}: expected one of ${SYSLOG_LEVELS.join(", ")}`);
        }
        return { questions, run: () => log.setLevel(level) };
      },
      LogTarget: (variant) => {
        const target = word(variant);
        if (target !== log.target)
          throw new Refusal("NotSupported", `the log goes to ${log.target}: --logfile says where`);
        return { questions, run() {} };
      },
    },
  });

function word({ signature, value }: Variant): string {
  if (signature === "s" && typeof value === "string") return value;
  throw new Refusal("InvalidArgs", `expected a value of type s, not ${quoted(signature)}`);
}
