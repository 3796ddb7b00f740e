// Reads TypeScript just far enough for the house rules: what is a comment, what is text in quotes, what is imported.

/** `code` has the comments blanked; `bare` has the contents of strings, templates and regular expressions blanked too. */
export type Source = { code: string; bare: string };

/** One import, dynamic ones and re-exports included. `line` counts from 1. */
export type Import = { specifier: string; line: number };

// In the order in which they are tried. A regular expression can only follow an operator, a bracket or a keyword; after
// anything else a slash divides.
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const quoted = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const expression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const beforeExpression = /(?:[=(,:;[!&|?{+]|=>|\breturn)$/;

/** Blanks keep every line break, so that positions stay true. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

export function readSource(text: string): Source {
  let code = '';
  let bare = '';
  let position = 0;
  // What each open brace belongs to: code, or a `${…}` inside a template.
  const open: ('brace' | 'template')[] = [];
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0] ?? '';
  };
  const push = (piece: string, codePiece: string, barePiece: string): void => {
    code += codePiece;
    bare += barePiece;
    position += piece.length;
  };
  const template = (): void => {
    const piece = take(/[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y) || text.slice(position);
    if (piece.endsWith('${')) open.push('template');
    // The marks at both ends stay: a tag is recognised by the one that follows it.
    push(piece, piece, `${piece[0]}${blank(piece.slice(1, -1))}${piece.length > 1 ? piece.at(-1) : ''}`);
  };
  while (position < text.length) {
    const character = text[position] ?? '';
    const remark = take(comment);
    const string = remark ? '' : take(quoted);
    const pattern =
      character === '/' && !remark && beforeExpression.test(bare.slice(-200).trimEnd()) ? take(expression) : '';
    if (remark) push(remark, blank(remark), blank(remark));
    else if (string || pattern) push(string || pattern, string || pattern, blank(string || pattern));
    else if (character === '`') template();
    else if (character === '}' && open.pop() === 'template') template();
    else {
      if (character === '{') open.push('brace');
      push(character, character, character);
    }
  }
  return { code, bare };
}

export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

export function importsOf({ code, bare }: Source): Import[] {
  return [...code.matchAll(/\b(from|import)\s*\(?\s*(['"])([^'"\n]+)\2/g)]
    .filter(({ index, 1: keyword = '' }) => bare.startsWith(keyword, index))
    .map(({ index, 3: specifier = '' }) => ({ specifier, line: lineAt(code, index) }));
}
