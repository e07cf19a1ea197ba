/** What Solidity's `Panic(uint256)` codes mean. */
export const panics: Readonly<Record<string, string>> = {
  "0x00": "The compiler inserted this stop.",
  "0x01": "An assertion of the contract does not hold.",
  "0x11": "An addition, subtraction or multiplication leaves the range of its type.",
  "0x12": "A number is divided by zero.",
  "0x21": "A number is not one of the values of an enumeration.",
  "0x22": "A stored byte array is encoded wrongly.",
  "0x31": "An element is taken from an empty array.",
  "0x32": "An array is read beyond its end.",
  "0x41": "Too much memory is asked for, or an array that is too large.",
  "0x51": "A function that was never set is called.",
};
