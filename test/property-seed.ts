// Every property is tried with one seed, the same in every run, unless PROPERTY_SEED names another: a failure can be
// had again, and CI tries one fresh seed besides, which it prints.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] || 1) });
