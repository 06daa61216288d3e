import { cpuMsOf } from '../../../../bench/subjects/peers/litellm/process-tree';

test('CPU time is user and system time of a process and of its children that have ended, whatever its name holds', () => {
  // pid (name) state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime priority …
  expect(cpuMsOf('42 (a) name (b) S 1 42 42 0 -1 4194304 900 0 0 0 150 25 3 2 20 0 8 0')).toBe(1_800);
});
