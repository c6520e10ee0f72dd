/**
 * Makes a test of whether all of a text is as `pattern` says, in which `*` stands for any characters, also none, and `?`
 * for one. (A regular expression would try all ways of dividing the text among the `*`, and never come to an end.)
 */
export function matcher(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern);
  return (text) => {
    const given = Array.from(text);
    let at = 0;
    let next = 0;
    /** The latest `*`, and up to where it reaches: what is given to an earlier one, this one could have as well. */
    let star = -1;
    let reach = 0;
    while (at < given.length) {
      if (wanted[next] === "*") {
        star = next++;
        reach = at;
      } else if (wanted[next] === "?" || wanted[next] === given[at]) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++reach;
      } else {
        return false;
      }
    }
    return wanted.slice(next).every((character) => character === "*");
  };
}
