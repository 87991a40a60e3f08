/**
 * Lies about tasks.
 * @module
 */
import { withAnswer, withRequest, listOf, type Mutant, membersOf, withField } from './mutant.ts';

export const TASK_MUTANTS: readonly Mutant[] = [
  {
    id: 'succeeded',
    lie: 'The end of a task is spelt SUCCEEDED.',
    caughtBy: 'TASK-001',
    mutate: withField(['/get-tasks'], 'status', (status) => (status === 'SUCCESSED' ? 'SUCCEEDED' : status)),
  },
  {
    id: 'never-ends',
    lie: 'Tasks never end.',
    caughtBy: 'TASK-001',
    mutate: withField(['/get-tasks'], 'status', () => 'EXECUTING'),
  },
  {
    id: 'progress-in-percent',
    lie: 'progress is from 0 to 100.',
    caughtBy: 'TASK-003',
    mutate: withField(['/get-tasks'], 'progress', (progress) => Number(progress) * 100),
  },
  {
    id: 'finished-before-the-end',
    lie: 'finished_at is there while the task still runs.',
    caughtBy: 'TASK-004',
    mutate: withAnswer(['/get-tasks'], ({ answer }) => ({
      answer: listOf(answer).map((task) => ({ ...task, finished_at: task['local_created_at'] })),
    })),
  },
  {
    id: 'error-of-a-success',
    lie: 'A task that succeeded has an error_code.',
    caughtBy: 'TASK-005',
    mutate: withField(['/get-tasks'], 'error_code', () => 'OK'),
  },
  {
    id: 'id-in-ignored',
    lie: 'get-tasks ignores id_in.',
    caughtBy: 'TASK-006',
    mutate: withRequest('/get-tasks', (body) =>
      'id_in' in membersOf(body['where']) ? { ...body, where: {} } : body,
    ),
  },
  {
    id: 'no-code-in-message',
    lie: 'The message of a failed task does not name its code.',
    caughtBy: 'REFUSAL-018',
    mutate: withField(['/get-tasks'], 'error_message', (text) => text && 'It failed.'),
  },
  {
    id: 'no-error-message',
    lie: 'A failed task has no error_message.',
    caughtBy: 'REFUSAL-010',
    mutate: withField(['/get-tasks'], 'error_message', () => null),
  },
];
