/**
 * Text for a terminal without anything that would steer it: a title in a model file or the name of a file must not clear
 * the screen or turn lines round. Line breaks and tabs pass, and where the screen has colours those of `style.ts`; the rest
 * shows as `�`.
 */
export function harmless(text: string, colours = false): string {
  return text.replaceAll(steering, (found) => (colours && ownColour.test(found) ? found : '�'))
}

const ownColour = /^\u001b\[(?:1|2|22|31|32|33|39)m$/
// C0 and C1 control characters, and those that change the direction of writing.
const steering =
  /\u001b\[\d+m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
