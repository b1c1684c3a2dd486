// Stand-in for k6's `check`: runs every condition and tells whether all hold.
export const check = (value, conditions) => Object.values(conditions).every((holds) => holds(value));
