// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IConsortiumRegistry} from "../../../contracts/consortium/IConsortiumRegistry.sol";
import {OrganisationActs} from "./OrganisationActs.sol";

/// @notice Accounts come and go, change keys and are frozen.
abstract contract AccountActs is OrganisationActs {
    uint256 private constant MOST_ACCOUNTS = 80;

    function addAccount(uint256 which, uint8 rights, uint256 seed) external {
        if (accounts.length > MOST_ACCOUNTS) return;
        uint256 i = _someOrganisation(which);
        uint256 key = _freshKey();
        rights = rights % 9;
        bytes memory consent = consentOf(key, org(i), rights, timeNow());
        address caller = _someAdmin(i, seed);
        bytes memory call = abi.encodeCall(
            IConsortiumRegistry.addAccount,
            (vm.addr(key), rights, timeNow(), consent)
        );
        if (!_attempt(caller, call)) return;
        assertTrue(_isAdminOf(caller, i), "an admin's own act");
        _bookAccount(i, key, rights);
        _bookEntry(IConsortiumRegistry.AccountAdded.selector, abi.encode(i, vm.addr(key), rights));
    }

    function removeAccount(uint256 which, uint256 seed) external {
        address account = _someAccount(which);
        uint256 i = _accounts[account].organisation;
        address caller = _ownerOrAdmin(account, seed);
        if (!_attempt(caller, abi.encodeCall(IConsortiumRegistry.removeAccount, (account)))) return;
        _assertOwnerOrAdmin(caller, account);
        _accounts[account].rights = 0;
        _bookEntry(IConsortiumRegistry.AccountRemoved.selector, abi.encode(i, account));
    }

    function rotateAccount(uint256 which, uint256 seed) external {
        address account = _someAccount(which);
        address caller = _ownerOrAdmin(account, seed);
        (uint256 key, bytes memory consent) = _successor(account);
        bytes memory call = abi.encodeCall(
            IConsortiumRegistry.rotateAccount,
            (account, vm.addr(key), timeNow(), consent)
        );
        if (!_attempt(caller, call)) return;
        _assertOwnerOrAdmin(caller, account);
        _bookSuccession(account, key, IConsortiumRegistry.AccountRotated.selector);
    }

    function replaceAdmin(uint256 which, uint256 seed) external {
        address account = _someAccount(which);
        (uint256 key, bytes memory consent) = _successor(account);
        bytes memory call = abi.encodeCall(
            IConsortiumRegistry.replaceAdmin,
            (org(_accounts[account].organisation), account, vm.addr(key), timeNow(), consent)
        );
        if (!_attemptAsAlliance(seed, call)) return;
        _bookSuccession(account, key, IConsortiumRegistry.AdminReplaced.selector);
    }

    function freezeAccount(uint256 which, uint256 seed, bool freeze) external {
        address account = _someAccount(which);
        uint256 i = _accounts[account].organisation;
        address caller = _someAdmin(i, seed);
        bytes memory call =
            freeze
                ? abi.encodeCall(IConsortiumRegistry.freezeAccount, (account))
                : abi.encodeCall(IConsortiumRegistry.unfreezeAccount, (account));
        bool wasAdmin = _isAdminOf(caller, i);
        if (!_attempt(caller, call)) return;
        assertTrue(wasAdmin, "an admin's own act");
        _accounts[account].frozenByOrganisation = freeze;
        _bookEntry(_freezeEntry(freeze), abi.encode(i, account, true));
    }

    function complianceFreeze(uint256 which, uint256 seed, bool freeze) external {
        address account = _someAccount(which);
        address caller = seed % 4 == 0 ? _someone(seed >> 8) : complianceOfficer();
        bytes memory call =
            freeze
                ? abi.encodeCall(IConsortiumRegistry.complianceFreeze, (account))
                : abi.encodeCall(IConsortiumRegistry.complianceUnfreeze, (account));
        if (!_attempt(caller, call)) return;
        assertEq(caller, complianceOfficer(), "the compliance office's own act");
        _accounts[account].frozenByCompliance = freeze;
        _bookEntry(_freezeEntry(freeze), abi.encode(_accounts[account].organisation, account, false));
    }

    function syncAccount(uint256 which, uint256 seed) external {
        address[] memory list = new address[](1);
        list[0] = _someAccount(which);
        _attempt(_someone(seed), abi.encodeCall(IConsortiumRegistry.syncAccounts, (list)));
    }

    function _ownerOrAdmin(address account, uint256 seed) private view returns (address) {
        return seed % 3 == 0 ? account : _someAdmin(_accounts[account].organisation, seed >> 2);
    }

    function _assertOwnerOrAdmin(address caller, address account) private view {
        BookedAccount storage record = _accounts[account];
        bool owner = caller == account && !record.frozenByOrganisation && !record.frozenByCompliance;
        assertTrue(owner || _isAdminOf(caller, record.organisation), "the owner's or an admin's own act");
        assertTrue(record.rights != 0, "an account in use");
    }

    function _successor(address account) private returns (uint256 key, bytes memory consent) {
        BookedAccount storage record = _accounts[account];
        key = _freshKey();
        consent = consentOf(key, org(record.organisation), record.rights, timeNow());
    }

    function _bookSuccession(address account, uint256 key, bytes32 topic0) private {
        BookedAccount storage record = _accounts[account];
        _bookAccount(record.organisation, key, record.rights);
        _accounts[vm.addr(key)].frozenByCompliance = record.frozenByCompliance;
        record.rights = 0;
        _bookEntry(topic0, abi.encode(record.organisation, account, vm.addr(key)));
    }

    function _freezeEntry(bool freeze) private pure returns (bytes32) {
        return
            freeze
                ? IConsortiumRegistry.AccountFrozen.selector
                : IConsortiumRegistry.AccountUnfrozen.selector;
    }
}
