// Names of the files that bundle.js writes for the bench page, and that the page loads.

/** The list of the peers that are complete. */
export const COMPLETE_FILE = 'peers.json';

/** The bundle of a package. */
export const bundleFile = (name) => `${name.replace(/[^\w.-]/g, '_')}.js`;
