import { describe, expect, it } from 'vitest';
import type { Components } from '../../contracts/openapi/schema.ts';
import { validator } from '../../contracts/openapi/validator.ts';

interface Schemas {
  readonly Shelf: { readonly books: readonly Schemas['Book'][] };
  readonly Book: { readonly title: string; readonly isbn: string | null };
}

const LIBRARY: Components = {
  components: {
    schemas: {
      Shelf: {
        type: 'object',
        required: ['books'],
        properties: { books: { type: 'array', items: { $ref: '#/components/schemas/Book' } } },
      },
      Book: {
        type: 'object',
        additionalProperties: false,
        required: ['title'],
        description: 'a book',
        properties: {
          title: { type: 'string' },
          isbn: { type: 'string', nullable: true },
          cover: { type: 'string', enum: ['hard', 'soft'] },
        },
      },
    },
  },
};

const { is, findings } = validator<Schemas>(LIBRARY);

describe('a validator', () => {
  it('accepts data that matches, null where the document allows it', () => {
    const shelf: unknown = { books: [{ title: 'Emma', isbn: null }] };
    expect(is('Shelf', shelf) && shelf.books[0]?.title).toBe('Emma');
    expect(findings('Shelf', shelf)).toEqual([]);
  });

  it.each([
    [
      'a wrong type',
      { books: [{ title: 1 }] },
      {
        place: '/books/0/title',
        keyword: 'type',
        expected: 'string',
        received: 1,
        message: 'must be string',
      },
    ],
    ['a missing member', {}, { place: '', keyword: 'required', member: 'books' }],
    [
      'an unknown member',
      { books: [{ title: 'Emma', author: 'Austen' }] },
      { place: '/books/0', keyword: 'additionalProperties', member: 'author', description: 'a book' },
    ],
    [
      'a value that is not allowed',
      { books: [{ title: 'Emma', cover: 'none' }] },
      { place: '/books/0/cover', keyword: 'enum', expected: ['hard', 'soft'], received: 'none' },
    ],
  ])('finds %s, and says where', (_, data, finding) => {
    expect(is('Shelf', data)).toBe(false);
    expect(findings('Shelf', data)).toEqual([expect.objectContaining(finding)]);
  });

  it('checks a schema that is no component, such as that of an answer', () => {
    const books = { type: 'array', items: { $ref: '#/components/schemas/Book' } } as const;
    expect(findings(books, [{ title: 'Emma' }])).toEqual([]);
    expect(findings(books, [{}])).toEqual([expect.objectContaining({ place: '/0', member: 'title' })]);
  });
});
