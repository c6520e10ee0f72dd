export function writePictures(notebook: string): void;
