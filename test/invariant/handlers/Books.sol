// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Rights} from "../../../contracts/common/Rights.sol";
import {IConsortiumRegistry} from "../../../contracts/consortium/IConsortiumRegistry.sol";
import {Signing} from "../../consortium/Signing.sol";

/// @notice The books that the handlers keep beside the contracts, from the calls that went through.
abstract contract Books is Signing {
    struct BookedOrganisation {
        bool suspended;
        bool expelled;
        uint40 emergencyEnds;
        uint40 kycExpiresAt;
    }

    struct BookedAccount {
        uint256 organisation;
        uint8 rights;
        bool frozenByOrganisation;
        bool frozenByCompliance;
        uint256 key;
    }

    struct BookedNode {
        uint256 organisation;
        uint256 key;
    }

    uint256 public organisationCount;
    bytes32 public head;
    uint64 public sequence;
    address[] public accounts;
    address[] public nodes;
    mapping(uint256 organisation => BookedOrganisation) internal _organisations;
    mapping(address account => BookedAccount) internal _accounts;
    mapping(address node => BookedNode) internal _nodes;
    uint256 private _serial;

    constructor(uint256 organisations) {
        for (uint256 i = 1; i <= organisations; ++i) {
            _bookOrganisation(KYC_UNTIL);
            _bookAccount(i, keyOf("admin", i), Rights.ADMIN | Rights.OPERATOR);
            _bookAccount(i, keyOf("deputy", i), Rights.ADMIN | Rights.OPERATOR);
            _bookAccount(i, keyOf("operator", i), Rights.OPERATOR);
            _bookAccount(i, keyOf("viewer", i), Rights.VIEWER);
            _bookNode(i, keyOf("validator", i));
            _bookNode(i, keyOf("standby", i));
            _bookNode(i, keyOf("spare", i));
        }
        (, , head) = registry.logTip();
    }

    /* Reading the books */

    function accountsBooked() external view returns (uint256) {
        return accounts.length;
    }

    function statusBooked(uint256 organisation) public view returns (IConsortiumRegistry.Status) {
        BookedOrganisation storage record = _organisations[organisation];
        if (record.expelled) return IConsortiumRegistry.Status.Expelled;
        if (record.suspended) return IConsortiumRegistry.Status.Suspended;
        if (timeNow() < record.emergencyEnds) return IConsortiumRegistry.Status.EmergencySuspended;
        return IConsortiumRegistry.Status.Active;
    }

    function membersBooked() public view returns (uint256 members) {
        for (uint256 i = 1; i <= organisationCount; ++i) {
            if (!_organisations[i].suspended && !_organisations[i].expelled) ++members;
        }
    }

    function countsBooked(
        uint256 organisation
    ) external view returns (uint256 accountCount, uint256 adminCount, uint256 nodeCount) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (_accounts[accounts[i]].organisation != organisation || _accounts[accounts[i]].rights == 0)
                continue;
            ++accountCount;
            if (_isAdminOf(accounts[i], organisation)) ++adminCount;
        }
        for (uint256 i = 0; i < nodes.length; ++i) {
            if (_nodes[nodes[i]].organisation == organisation) ++nodeCount;
        }
    }

    function mayAct(address account) external view returns (bool) {
        BookedAccount storage record = _accounts[account];
        return
            record.rights & Rights.OPERATOR != 0 &&
            !record.frozenByOrganisation &&
            !record.frozenByCompliance &&
            statusBooked(record.organisation) == IConsortiumRegistry.Status.Active &&
            timeNow() < _organisations[record.organisation].kycExpiresAt;
    }

    /// @return The organisation that `account` votes for; zero if it has no vote.
    function votesFor(address account) external view returns (uint256) {
        uint256 organisation = _accounts[account].organisation;
        bool votes =
            _isAdminOf(account, organisation) &&
                statusBooked(organisation) == IConsortiumRegistry.Status.Active;
        return votes ? organisation : 0;
    }

    /* Keeping them */

    function _bookOrganisation(uint40 kycExpiresAt) internal {
        _organisations[++organisationCount].kycExpiresAt = kycExpiresAt;
    }

    function _bookAccount(uint256 organisation, uint256 key, uint8 rights) internal {
        address account = vm.addr(key);
        accounts.push(account);
        _accounts[account] = BookedAccount(organisation, rights, false, false, key);
    }

    function _bookNode(uint256 organisation, uint256 key) internal {
        address node = vm.addr(key);
        nodes.push(node);
        _nodes[node] = BookedNode(organisation, key);
    }

    function _bookEntry(bytes32 topic0, bytes memory arguments) internal {
        head = nextHead(head, ++sequence, topic0, arguments);
    }

    /* Choosing and trying */

    function _attempt(address caller, address target, bytes memory call) internal returns (bool done) {
        vm.prank(caller);
        (done, ) = target.call(call);
    }

    function _attempt(address caller, bytes memory call) internal returns (bool) {
        return _attempt(caller, address(registry), call);
    }

    /// @dev Tries what only the alliance may do, now and then as someone else.
    function _attemptAsAlliance(uint256 seed, bytes memory call) internal returns (bool done) {
        address caller = seed % 8 == 0 ? _someone(seed >> 8) : address(timelock);
        done = _attempt(caller, call);
        if (done) assertEq(caller, address(timelock), "the alliance's own act");
    }

    function _freshKey() internal returns (uint256) {
        return uint256(keccak256(abi.encode("fresh", ++_serial))) >> 1;
    }

    function _someOrganisation(uint256 seed) internal view returns (uint256) {
        return 1 + (seed % organisationCount);
    }

    /// @dev Rather one that is not active, if there is any: what ends a suspension is worth more tries.
    function _someOutcast(uint256 seed) internal view returns (uint256) {
        for (uint256 i = 0; i < organisationCount; ++i) {
            uint256 organisation = _someOrganisation((seed % organisationCount) + i);
            IConsortiumRegistry.Status status = statusBooked(organisation);
            bool outcast =
                status == IConsortiumRegistry.Status.EmergencySuspended ||
                    status == IConsortiumRegistry.Status.Suspended;
            if (outcast) return organisation;
        }
        return _someOrganisation(seed);
    }

    function _someAccount(uint256 seed) internal view returns (address) {
        return accounts[seed % accounts.length];
    }

    function _someNode(uint256 seed) internal view returns (address) {
        return nodes[seed % nodes.length];
    }

    function _someone(uint256 seed) internal view returns (address) {
        if (seed % 6 == 0) return stranger();
        if (seed % 6 == 1) return complianceOfficer();
        return _someAccount(seed >> 8);
    }

    /// @dev Mostly an admin of `organisation` if it has one, else anyone.
    function _someAdmin(uint256 organisation, uint256 seed) internal view returns (address) {
        if (seed % 4 == 0) return _someone(seed >> 8);
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[(i + (seed % accounts.length)) % accounts.length];
            if (_isAdminOf(account, organisation)) return account;
        }
        return _someone(seed >> 8);
    }

    function _isAdminOf(address account, uint256 organisation) internal view returns (bool) {
        BookedAccount storage record = _accounts[account];
        return
            record.organisation == organisation &&
            record.rights & Rights.ADMIN != 0 &&
            !record.frozenByOrganisation;
    }
}
