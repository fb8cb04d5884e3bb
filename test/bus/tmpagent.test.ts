import { setTimeout as sleep } from "node:timers/promises";
import { addUplink, busLab } from "./lab/index.ts";

busLab(
  "agent",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const run = bus.start(
      "challenged",
      "script",
      "-qefc",
      `sh -c "strace -f -o /tmp/agent.trace -s 300 -e trace=openat,exit_group,write,sendmsg,recvmsg,read,execve,connect,kill /tmp/ctlbuild/multihomectl assign u1 1000; echo EXIT"`,
      "/dev/null",
    );
    await sleep(4000);
    console.log(JSON.stringify(run.stdout), JSON.stringify(run.stderr));
    run.signal("SIGTERM");
    console.log(await run.ended());
  },
  { polkit: true },
);
