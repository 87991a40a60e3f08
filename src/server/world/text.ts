/**
 * Words in the languages that CloudTower speaks. All are our own.
 * @module
 */

export type Language = 'en-US' | 'zh-CN';

export type Text = Readonly<Record<Language, string>>;
