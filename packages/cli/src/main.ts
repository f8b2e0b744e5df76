#!/usr/bin/env node
import { AppError } from '@orderflow/errors';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    const known = AppError.from(error);
    console.error(`\n ${pc.red('✗')} ${known.message}\n`);
    // What was foreseen has a sentence that says it all; the rest needs its stack.
    if (known.code === 'INTERNAL')
      console.error(pc.dim(String(known.cause instanceof Error ? known.cause.stack : known.stack)));
    process.exitCode = 1;
  }
}
