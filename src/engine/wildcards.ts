/** Each multiplies the time that a text made for it takes, and no one can read more of them. */
const mostFolders = 4;
const mostInName = 3;

/** @returns whether matching a glob, of a team file or in git's syntax, could take long. */
export function isTooWild(glob: string): boolean {
  const names = glob.split('/');
  const folders = names.filter((name) => name.includes('**')).length;
  return glob.length > 300 || folders > mostFolders || names.some((name) => name.split(/\*+/).length > mostInName + 1);
}
