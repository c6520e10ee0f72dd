export function writeReport(notebook: string, report: string): Promise<void>;
