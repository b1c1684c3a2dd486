// Stand-in for what k6 knows of the iteration under way; the runner sets its number.
export default { scenario: { iterationInTest: 0 } };
