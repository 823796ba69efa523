import { defineConfig } from '@heddle/runtime';

export default defineConfig({ roles: ['Planner', 'CodeInterpreter', 'PluginCaller', './roles'] });
