#!/usr/bin/env node
// oxlint-disable-next-line import/no-unassigned-import -- running it is all it is for
import '../dist/main.js';
