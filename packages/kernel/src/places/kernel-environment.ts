/**
 * The environment of a kernel: what programs need to run, and none of the host's variables, since secrets live there.
 */
export function kernelEnvironment(workspace: string): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: workspace,
    TMPDIR: '/tmp',
    TZ: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
