/** English: what is wrong with a field, where the server says it in its own words; and a form that somebody else was quicker with. */
export const faults = {
  'fault.captcha.key': 'This provider needs it.',
  'fault.portal.lengths': 'Enter no more than the longest may have.',
  'fault.sessions.idle': 'Enter no more than the whole session may last.',
  'fault.range.lengths': 'A range begins and ends with equally long numbers.',
  'fault.range.order': 'A range ends at or after its beginning.',
  'fault.team.taken': 'Another team has this name.',
  'fault.schedule.taken': 'Another schedule has this name.',
  'fault.role.taken': 'Another role has this key.',
  'fault.twice': 'This is here twice: remove one.',
  'fault.exception.closed': 'This date is closed as well: remove one of the two.',
  'fault.exception.date': 'Enter a date of the years 2000 to 2199.',
  'fault.station.none': 'People who use no station cannot be assigned one.',
  overtaken: 'Somebody else changed this meanwhile',
  'overtaken.text':
    'Nothing of yours was saved. What they saved has been loaded, and what you changed is still here: look at it once more, then save.',
} as const;
