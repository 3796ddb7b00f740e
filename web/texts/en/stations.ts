/** English: the console's stations. */
export const stations = {
  'stations.intro':
    'Numbers that are assigned to somebody, or that somebody is at now. Each is one person’s at a time.',
  'stations.search': 'Search stations',
  'stations.search.hint': 'Beginning of a number, a name or username.',
  'stations.empty': 'No station is assigned or in use',
  'stations.empty.text': 'A dynamic one shows up here while somebody is at it.',
  'stations.none': 'No station matches “{search}”',
  'stations.none.text': 'Numbers are found from their first digit on.',
  'stations.found.one': '{count} station shown',
  'stations.found.other': '{count} stations shown',
  'stations.assignedTo': 'Assigned to',
  'stations.assignedTo.of': 'Assigned to {name}',
  'stations.heldBy': 'In use by',
  'stations.since': 'Since {time}',
  'stations.assign': 'Assign station',
  'stations.assigned': 'Station {station} is assigned',
  'stations.person': 'Person',
  'stations.person.missing': 'Choose a person.',
  'stations.release': 'Release',
  'stations.release.of': 'Release station {station}',
  'stations.release.question': 'Release station {station}?',
  'stations.release.text':
    '{name} is asked for a station again, and stays logged in. Station {station} is then free for others.',
  'stations.release.done': 'Station {station} is free',
  'stations.unassign': 'Take back',
  'stations.unassign.of': 'Take back station {station}',
  'stations.unassign.question': 'Take station {station} back?',
  'stations.unassign.text':
    '{name} chooses a number from then on; whoever is at station {station} now stays there until they leave.',
  'stations.unassign.done': 'Station {station} is taken back',
} as const;
