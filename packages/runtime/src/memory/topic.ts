import { z } from 'zod';

/** Name of a sub-folder of examples and lessons: `sales`, `sales/europe`. Never a way out of the folder. */
export const topicSchema = z.string().regex(/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/, 'expected the name of a sub-folder, such as sales or sales/europe').max(200);
