/** One file as `multipart/form-data`. @param boundary must not occur in the content; `chooseBoundary` sees to it */
export function multipartFile(field: string, name: string, content: Buffer, boundary: string): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${escaped(name)}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'utf8'), content, Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1')]);
}

/** Taken from the id of the call, longer as long as the content holds it. */
export function chooseBoundary(content: Buffer, requestId: string): string {
  let boundary = `piaozone-${requestId.replace(/\W/g, '')}`;
  while (content.includes(boundary)) boundary += 'x';
  return boundary;
}

/** As browsers do (WHATWG form data): a name must not end its own header. */
function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
