/** What processes have used, read from /proc (Linux): CPU seconds and resident memory, with their children. */
import { readdir, readFile } from "node:fs/promises";

/** USER_HZ: clock ticks a second in /proc on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export type Usage = { readonly cpuSeconds: number; readonly residentBytes: number };

type Stat = {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
};

/** The process and everything below it, as of now. CPU of children that are gone and waited for is counted too. */
export async function usageOfTree(root: number): Promise<Usage> {
  const stats = await allStats();
  const wanted = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const stat of stats) {
      if (!wanted.has(stat.pid) && wanted.has(stat.parent)) {
        wanted.add(stat.pid);
        grew = true;
      }
    }
  }
  return sum(stats.filter((stat) => wanted.has(stat.pid)));
}

export async function usageOf(pid: number): Promise<Usage> {
  return sum((await allStats()).filter((stat) => stat.pid === pid));
}

function sum(stats: readonly Stat[]): Usage {
  return {
    cpuSeconds: stats.reduce((total, stat) => total + stat.cpuSeconds, 0),
    residentBytes: stats.reduce((total, stat) => total + stat.residentBytes, 0),
  };
}

async function allStats(): Promise<readonly Stat[]> {
  const names = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
  const stats = await Promise.all(names.map((name) => readStat(Number(name)).catch(() => null)));
  return stats.filter((stat) => stat !== null);
}

/** proc(5): fields 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime, 24 rss in pages; the name in field 2 may hold spaces. */
async function readStat(pid: number): Promise<Stat> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid,
    parent: field(4),
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND,
    residentBytes: field(24) * 4096,
  };
}
