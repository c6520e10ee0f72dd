import { version as tslabVersion } from "tslab/package.json";
import { version as typescriptVersion } from "typescript/package.json";
import { name, version } from "../../package.json";
import { protocolVersion } from "./protocol";

export const kernelInfo = {
  status: "ok",
  protocol_version: protocolVersion,
  implementation: name,
  implementation_version: version,
  language_info: {
    name: "typescript",
    version: typescriptVersion,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    codemirror_mode: { name: "javascript", mode: "typescript", typescript: true }, // for Lab and for Notebook
    nbconvert_exporter: "script",
  },
  banner: `TypeScript ${typescriptVersion} on Node ${process.version} (${name} ${version}, tslab ${tslabVersion})`,
  debugger: false,
  supported_features: [], // of the optional ones (JEP 92): neither a debugger nor subshells
  help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
};
