/** Runs a program to its end and gives what it printed; where it fails, the error has all of that. */
export async function run(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { success, code, stdout, stderr } = await new Deno.Command(program, {
    args,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  if (success) return printed;
  throw new Error(
    `${program} ${args.join(" ")} ended with status ${code}\n${printed}${
      decoder.decode(stderr)
    }`,
  );
}
