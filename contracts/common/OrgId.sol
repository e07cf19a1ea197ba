// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice The dense number of an organisation in the `ConsortiumRegistry`: 1, 2, 3 … in order of admission, never
/// reused. Zero means "no organisation".
type OrgId is uint32;

using {isNone, equals as ==, differs as !=} for OrgId global;

function isNone(OrgId id) pure returns (bool) {
    return OrgId.unwrap(id) == 0;
}

function equals(OrgId a, OrgId b) pure returns (bool) {
    return OrgId.unwrap(a) == OrgId.unwrap(b);
}

function differs(OrgId a, OrgId b) pure returns (bool) {
    return OrgId.unwrap(a) != OrgId.unwrap(b);
}
