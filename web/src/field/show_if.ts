/** When an item of a checklist shows: the conditions of XLSForm that the house reads too (linli/checklists/rules/show_if.py). */
export type Values = Record<string, string>;
type Condition = (values: Values) => boolean;
type Side = (values: Values) => string;

const TOKEN = /\s*(?:\$\{\s*([A-Za-z_]\w*)\s*\}|('[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)|(-?\d+(?:\.\d+)?)|(<=|>=|!=|=|<|>|\(|\)|,)|([A-Za-z]+))/y;
const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

interface Token {
  kind: "name" | "text" | "number" | "sign" | "word";
  text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error(text);
    const [, name, quoted, number, sign, word] = match;
    if (name !== undefined) found.push({ kind: "name", text: name });
    else if (quoted !== undefined) found.push({ kind: "text", text: quoted.slice(1, -1) });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else if (sign !== undefined) found.push({ kind: "sign", text: sign });
    else found.push({ kind: "word", text: (word ?? "").toLowerCase() });
  }
  return found;
}

function compare(sign: string, one: string, other: string): boolean {
  if (!NUMBER.test(one) || !NUMBER.test(other)) return sign === "=" ? one === other : sign === "!=" ? one !== other : false;
  const [a, b] = [Number(one), Number(other)];
  const results: Record<string, boolean> = { "=": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b };
  return results[sign] ?? false;
}

class Reader {
  at = 0;
  readonly all: Token[];

  constructor(all: Token[]) {
    this.all = all;
  }

  private takes(kind: Token["kind"], text?: string): Token | null {
    const token = this.all[this.at];
    if (!token || token.kind !== kind || (text !== undefined && token.text !== text)) return null;
    this.at += 1;
    return token;
  }

  private needs(kind: Token["kind"], text?: string): Token {
    const token = this.takes(kind, text);
    if (!token) throw new Error("unreadable");
    return token;
  }

  either(): Condition {
    const parts = [this.every()];
    while (this.takes("word", "or")) parts.push(this.every());
    return (values) => parts.some((part) => part(values));
  }

  private every(): Condition {
    const parts = [this.one()];
    while (this.takes("word", "and")) parts.push(this.one());
    return (values) => parts.every((part) => part(values));
  }

  private one(): Condition {
    if (this.takes("sign", "(")) return this.closed(this.either());
    if (this.takes("word", "not")) {
      this.needs("sign", "(");
      const of = this.closed(this.either());
      return (values) => !of(values);
    }
    if (this.takes("word", "selected")) return this.selected();
    return this.comparison();
  }

  private selected(): Condition {
    this.needs("sign", "(");
    const { text: name } = this.needs("name");
    this.needs("sign", ",");
    const { text: choice } = this.needs("text");
    return this.closed((values) => (values[name] ?? "").split(" ").includes(choice));
  }

  private comparison(): Condition {
    const one = this.side();
    const sign = this.all[this.at];
    if (sign?.kind !== "sign" || !/[<>=]/.test(sign.text)) return (values) => one(values) !== "";
    this.at += 1;
    const other = this.side();
    return (values) => compare(sign.text, one(values), other(values));
  }

  private side(): Side {
    const token = this.all[this.at];
    if (!token || !["name", "text", "number"].includes(token.kind)) throw new Error("unreadable");
    this.at += 1;
    return token.kind === "name" ? (values) => values[token.text] ?? "" : () => token.text;
  }

  private closed(of: Condition): Condition {
    this.needs("sign", ")");
    return of;
  }
}

/** Whether it shows by these answers. What this phone cannot read shows: the house decides in the end. */
export function shows(condition: string | undefined, values: Values): boolean {
  if (!condition) return true;
  try {
    const reader = new Reader(tokens(condition));
    const found = reader.either();
    return reader.at < reader.all.length || found(values);
  } catch {
    return true;
  }
}
