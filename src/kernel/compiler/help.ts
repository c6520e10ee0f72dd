import ts from "typescript";
import { readDocumentation } from "./documentation";

/** What a name is, and what its author says of it. */
export interface Help {
  /** `function add(a: number, b: number): number` */
  signature: string;
  /** Markdown. */
  documentation: string;
}

/** Help on the name at `position`, or on the function whose arguments are being written there. */
export function helpAt(service: ts.LanguageService, file: string, position: number): Help | undefined {
  readDocumentation(service, file, position);
  const info = service.getQuickInfoAtPosition(file, position);
  if (info && isUnknown(info)) return undefined;
  if (info) {
    return {
      signature: withoutAlias(ts.displayPartsToString(info.displayParts)),
      documentation: documentationOf(info.documentation, info.tags),
    };
  }
  const help = service.getSignatureHelpItems(file, position, undefined);
  const item = help?.items[help.selectedItemIndex];
  if (!item) return undefined;
  const parameters = item.parameters.map(({ displayParts }) => displayParts);
  const parts = [
    ...item.prefixDisplayParts,
    ...parameters.flatMap((parameter, index) => [
      ...(index > 0 ? item.separatorDisplayParts : []),
      ...parameter,
    ]),
    ...item.suffixDisplayParts,
  ];
  return {
    signature: ts.displayPartsToString(parts),
    documentation: documentationOf(item.documentation, item.tags),
  };
}

/** TypeScript takes a name that it does not know for `any`. */
function isUnknown({ kind, displayParts }: ts.QuickInfo): boolean {
  return kind === ts.ScriptElementKind.unknown && ts.displayPartsToString(displayParts) === "any";
}

/** By which imports and exports a name got here, is none of the reader's concern. */
function withoutAlias(signature: string): string {
  return signature.replace(/^\(alias\) /, "").replace(/\n(import|export) [^\n]+$/, "");
}

function documentationOf(
  text: ts.SymbolDisplayPart[] | undefined,
  tags: ts.JSDocTagInfo[] | undefined,
): string {
  const tagLines = (tags ?? []).map(({ name, text }) => {
    const [subject = "", ...rest] = ts.displayPartsToString(text).split(" ");
    return name === "param"
      ? `*@param* \`${subject}\` ${rest.join(" ")}`
      : `*@${name}* ${[subject, ...rest].join(" ")}`;
  });
  return [ts.displayPartsToString(text), ...tagLines].filter((line) => line !== "").join("\n\n");
}
