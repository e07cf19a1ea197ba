/**
 * Creation code of a contract that answers Besu with the list of the validator set at 0x…7777 until someone
 * calls it without data; from then on it reverts. A stand-in for any list that becomes unusable: the
 * validator sets of this project cannot.
 *
 *   CALLDATASIZE PUSH1 9 JUMPI   PUSH1 1 PUSH0 SSTORE STOP
 *    9: JUMPDEST   PUSH0 SLOAD PUSH1 38 JUMPI
 *       PUSH1 4 PUSH0 PUSH0 CALLDATACOPY   PUSH0 PUSH0 PUSH1 4 PUSH0 PUSH2 7777 GAS STATICCALL POP
 *       RETURNDATASIZE PUSH0 PUSH0 RETURNDATACOPY   RETURNDATASIZE PUSH0 RETURN
 *   38: JUMPDEST   PUSH0 PUSH0 REVERT
 */
export const FRAGILE_VALIDATOR_LIST =
  "0x602a600a5f39602a5ff3" +
  "3660095760015f55005b5f5460265760045f5f375f5f60045f6177775afa503d5f5f3e3d5ff35b5f5ffd";
