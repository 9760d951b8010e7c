import { expect, test } from 'vitest'
import { csvLine } from './csv-line.ts'

test.each([
  [['a', 'b'], 'a,b\r\n'],
  [['a,b', 'say "yes"', 'two\nlines'], '"a,b","say ""yes""","two\nlines"\r\n'],
  [['-12.50', '-3'], '-12.50,-3\r\n'],
  [['=1+1', '@sum', '+1', '-a', '\tx'], "'=1+1,'@sum,'+1,'-a,'\tx\r\n"],
  [['', 'é'], ',é\r\n'],
])('%j is written as one line', (fields, line) => expect(csvLine(fields)).toBe(line))
