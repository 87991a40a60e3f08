/**
 * Plain text for people: plurals, and lines that fit a width.
 * @module
 */

/** Returns a count with its noun, such as "1 case" or "64 cases". */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Breaks a text at spaces into lines of at most `width` characters. A longer word is cut into several lines. In the first
 * line, `used` characters are taken.
 */
export function wrap(text: string, width: number, used = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \t\r\n]+/).flatMap((long) => pieces(long, width))) {
    const room = lines.length === 0 ? width - used : width;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

function pieces(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [];
}

/** Returns a text in lines that fit a width; the first begins with `head`, the others are indented as deep. */
export function hanging(head: string, text: string, width: number): string {
  const [first = '', ...rest] = wrap(text, Math.max(MIN_WIDTH, width - head.length));
  return [head + first, ...rest.map((line) => ' '.repeat(head.length) + line)].join('\n');
}

/** Returns a text in lines that fit a width; the first begins with `head`, the others are indented a little. */
export function paragraph(head: string, text: string, width: number): string {
  const room = Math.max(MIN_WIDTH, width - INDENT.length);
  return head + wrap(text, room, Math.max(0, head.length - INDENT.length)).join(`\n${INDENT}`);
}

const INDENT = '    ';

/** A column that is narrower than this is overrun rather than broken at each word. */
const MIN_WIDTH = 20;

/** Cuts a text to a width; an ellipsis says so. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
}
