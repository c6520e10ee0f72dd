export const noChromium: string;
export function findChromium(): string | undefined;
export function provideChromium(): Promise<void>;
