/** The text of an error from the server, which begins with the request that has failed, whatever server it comes from. */
export function serverErrorText(where: string, text: string): string {
  return text.startsWith(`${where}: `) ? text : `${where}: ${text}`;
}
