/** Paths are relative to the workspace's root, with `/`; the root itself is the empty string. */

/** @returns the folder joined with a relative path, `.` and `..` resolved; null where that leaves the workspace. */
export function joinPath(folder: string, relative: string): string | null {
  if (relative.startsWith('/') || /^[A-Za-z]:/.test(relative)) return null;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** @returns the folder that a file stands in. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash === -1 ? '' : file.slice(0, slash);
}

/** @returns whether a file stands in a folder or in one below it. */
export function isBelow(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

/** @returns the path of a file or folder as seen from a folder above it. */
export function below(path: string, folder: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** @returns the last part of a path, with its extension. */
export function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** What dbt 1.12 reads as SQL and Markdown too where `allow_jinja_file_extensions` is on (parser/search.py). */
const jinjaSuffix = /(?<=\.(?:sql|md))\.(?:j2|jinja2?)$/i;

/** @returns whether a file is SQL or Markdown by a name that ends in that of a template: `orders.sql.jinja`. */
export function isNamedForJinja(file: string): boolean {
  return jinjaSuffix.test(file);
}

/** @returns the last part of a path without its extension. */
export function stemOf(file: string): string {
  const name = fileName(file).replace(jinjaSuffix, '');
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** @returns the extension in lower case, without its dot. */
export function extensionOf(file: string): string {
  const name = fileName(file).replace(jinjaSuffix, '');
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
