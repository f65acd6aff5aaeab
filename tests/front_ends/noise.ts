/** Errors in the console that front ends make by themselves: each by what it says, with its reason. */
const noise: { says: RegExp; because: string }[] = [{
  says: /reading 'schema'\)\s+at http:\S+\/static\/notebook\/notebook_core\./,
  because: "Notebook 7 reads a setting of an extension that it leaves out",
}, {
  says: /^Could not restore the debugger state: Canceled future/,
  because: "JupyterLab asks a Python kernel's debugger while it is restarted",
}];

/** Whether an error, with its trace, is none of ours. */
export function isNoise(error: string): boolean {
  return noise.some(({ says }) => says.test(error));
}
