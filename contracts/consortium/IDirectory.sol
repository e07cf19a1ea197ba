// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Where everything is
/// @notice Names the current address of every contract of the alliance. Rooms, the SDK and the validator sets find
/// each other here, so that replacing a contract is one vote and no one is left with an old address.
/// @dev A name is up to 31 ASCII characters, left-aligned in a `bytes32` ("registry", "payments.escrow").
interface IDirectory {
    /// @notice A name and the contract it stands for.
    struct Entry {
        bytes32 name;
        address target;
    }

    /// @notice `name` now stands for `target`; `previous` is zero when the name is new, `target` when it is withdrawn.
    event EntrySet(bytes32 indexed name, address indexed target, address previous);

    /// @notice Only the alliance, through its timelock, may change an entry.
    /// @custom:remedy Propose the change (`deploy` does so for a newly deployed room).
    error Directory_OnlyTimelock(address caller, address timelock);
    /// @notice Nothing is known under this name.
    /// @custom:remedy `deployments list` shows the names; a room that is not deployed yet needs `deploy`.
    error Directory_UnknownName(bytes32 name);
    /// @notice An entry must point at a contract; calls to an address without code succeed silently.
    /// @custom:remedy Deploy the contract first and give its address.
    error Directory_NotAContract(bytes32 name, address target);
    /// @notice The validator sets take their orders from this entry, so it can be replaced but not withdrawn.
    /// @custom:remedy Point the name at the new registry instead.
    error Directory_Indispensable(bytes32 name);
    /// @notice An empty name would be unfindable.
    /// @custom:remedy Use the name of the room, with the contract after a dot.
    error Directory_EmptyName();

    /// @notice Points `name` at `target`, or withdraws it with the zero address. Only the timelock.
    function set(bytes32 name, address target) external;

    /// @notice The contract known as `name`; reverts when there is none.
    function addressOf(bytes32 name) external view returns (address);

    /// @notice Every entry, in no particular order. The list is short: one entry per contract of the alliance.
    function entries() external view returns (Entry[] memory);

    /// @notice The timelock through which the alliance acts.
    function timelock() external view returns (address);
}
