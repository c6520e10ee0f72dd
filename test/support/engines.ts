import { engines } from "../../src/engines";

/** Names of the engines that can run here. */
export const available = engines().flatMap(({ name, available }) => (available ? [name] : []));
