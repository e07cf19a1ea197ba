// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {OrgId} from "../common/OrgId.sol";
import {Rights} from "../common/Rights.sol";
import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";
import {IMembership} from "./IMembership.sol";
import {Organisations} from "./Organisations.sol";

/// @title Accounts
/// @notice Who acts for an organisation, and whether it may act now.
abstract contract Accounts is Organisations, Nonces {
    bytes32 private constant CONSENT_TYPEHASH = keccak256(
        "AccountConsent(uint32 orgId,address account,uint8 rights,uint256 nonce,uint256 deadline)"
    );
    uint256 private constant MAXIMUM_ACCOUNTS = 256;

    /// @dev Where `Account` keeps rights, freezes and KYC expiry in its slot; tests hold the quick check against the plain.
    uint256 private constant KYC_OFFSET = 96;
    /// @dev `Rights.OPERATOR`, at bit 32.
    uint256 private constant ACTING = 0x02_00000000;
    /// @dev That, and both freezes.
    uint256 private constant ACTING_MASK = 0xffff02_00000000;

    mapping(address account => Account record) private _accounts;

    /// @inheritdoc IMembership
    function requireMember(address account) external view returns (OrgId) {
        return _requireMember(account);
    }

    /// @inheritdoc IMembership
    /// @dev In assembly, since unpacking the slots and settling each condition by a jump of its own would take the check
    /// above its bound. Whatever this does not settle is looked at closely, and mostly refused.
    function requireCanAct(address a, address b) external view returns (OrgId, OrgId) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x20, _accounts.slot)
            mstore(0x00, a)
            let wordA := sload(keccak256(0x00, 0x40))
            mstore(0x00, b)
            let wordB := sload(keccak256(0x00, 0x40))
            let orgA := and(wordA, 0xffffffff)
            let orgB := and(wordB, 0xffffffff)

            mstore(0x20, _standing.slot)
            mstore(0x00, shr(8, orgA))
            let standingA := sload(keccak256(0x00, 0x40))
            let standingB := standingA
            if xor(shr(8, orgA), shr(8, orgB)) {
                mstore(0x00, shr(8, orgB))
                standingB := sload(keccak256(0x00, 0x40))
            }

            let rightsDiffer := and(or(xor(wordA, ACTING), xor(wordB, ACTING)), ACTING_MASK)
            let kycHolds := and(
                gt(shr(KYC_OFFSET, wordA), timestamp()),
                gt(shr(KYC_OFFSET, wordB), timestamp())
            )
            let bothStand := and(shr(and(orgA, 0xff), standingA), shr(and(orgB, 0xff), standingB))
            if gt(and(kycHolds, bothStand), iszero(iszero(rightsDiffer))) {
                mstore(0x00, orgA)
                mstore(0x20, orgB)
                return(0x00, 0x40)
            }
        }
        return (_requireMember(a), _requireMember(b));
    }

    /// @inheritdoc IMembership
    function requireCapable(address account, uint16 capabilities) external view returns (OrgId orgId) {
        orgId = _requireMember(account);
        if (capabilitiesOf(orgId) & capabilities != capabilities) {
            revert Membership_MissingCapability(account, orgId, capabilities);
        }
    }

    /// @inheritdoc IMembership
    function isMember(address account) external view returns (bool) {
        Account memory record = _accounts[account];
        return
            record.rights & Rights.OPERATOR != 0 &&
            !record.frozenByOrganisation &&
            !record.frozenByCompliance &&
            _hasStanding(record.orgId) &&
            block.timestamp < _kycExpiryOf(record);
    }

    /// @inheritdoc IMembership
    function accountOf(address account) external view returns (Account memory) {
        return _accounts[account];
    }

    /// @inheritdoc IMembership
    function organisationOfAccount(address account) external view returns (OrgId) {
        Account storage record = _accounts[account];
        return record.rights == 0 ? OrgId.wrap(0) : record.orgId;
    }

    /// @inheritdoc IConsortiumRegistry
    function voterOf(address account) public view override returns (OrgId) {
        Account memory record = _accounts[account];
        return _isEffectiveAdmin(record) && _hasStanding(record.orgId) ? record.orgId : OrgId.wrap(0);
    }

    /// @inheritdoc IConsortiumRegistry
    function nonces(address signer) public view override(IConsortiumRegistry, Nonces) returns (uint256) {
        return super.nonces(signer);
    }

    /// @inheritdoc IConsortiumRegistry
    function addAccount(address account, uint8 rights, uint256 deadline, bytes calldata consent) external {
        OrgId orgId = _requireActiveAdmin();
        _requireConsent(orgId, account, rights, deadline, consent);
        _insertAccount(orgId, account, rights);
        emit AccountAdded(orgId, account, rights);
        _log(AccountAdded.selector, abi.encode(orgId, account, rights));
    }

    /// @inheritdoc IConsortiumRegistry
    function removeAccount(address account) external {
        OrgId orgId = _requireOwner(account);
        _deleteAccount(orgId, account);
        _requireAdminLeft(orgId, account);
        emit AccountRemoved(orgId, account);
        _log(AccountRemoved.selector, abi.encode(orgId, account));
    }

    /// @inheritdoc IConsortiumRegistry
    function rotateAccount(
        address account,
        address replacement,
        uint256 deadline,
        bytes calldata consent
    ) external {
        OrgId orgId = _requireOwner(account);
        if (statusOf(orgId) != Status.Active) revert Registry_WrongStatus(orgId, statusOf(orgId));
        _replaceAccount(orgId, account, replacement, deadline, consent);
        emit AccountRotated(orgId, account, replacement);
        _log(AccountRotated.selector, abi.encode(orgId, account, replacement));
    }

    /// @inheritdoc IConsortiumRegistry
    function replaceAdmin(
        OrgId orgId,
        address lost,
        address replacement,
        uint256 deadline,
        bytes calldata consent
    ) external onlyTimelock {
        Status status = _requireAdmitted(orgId);
        if (status == Status.Expelled) revert Registry_WrongStatus(orgId, status);
        Account storage record = _accounts[lost];
        if (record.orgId != orgId || record.rights & Rights.ADMIN == 0)
            revert Registry_NotAdminOf(lost, orgId);
        _replaceAccount(orgId, lost, replacement, deadline, consent);
        emit AdminReplaced(orgId, lost, replacement);
        _log(AdminReplaced.selector, abi.encode(orgId, lost, replacement));
    }

    /// @inheritdoc IConsortiumRegistry
    function freezeAccount(address account) external {
        (OrgId orgId, Account storage record) = _requireOwnAccount(account);
        if (record.frozenByOrganisation) revert Registry_NothingToChange(account);
        if (_isEffectiveAdmin(record)) --_organisations[orgId].adminCount;
        record.frozenByOrganisation = true;
        _requireAdminLeft(orgId, account);
        _logFreeze(orgId, account, true);
    }

    /// @inheritdoc IConsortiumRegistry
    function unfreezeAccount(address account) external {
        (OrgId orgId, Account storage record) = _requireOwnAccount(account);
        if (!record.frozenByOrganisation) revert Registry_NothingToChange(account);
        record.frozenByOrganisation = false;
        if (_isEffectiveAdmin(record)) ++_organisations[orgId].adminCount;
        _logUnfreeze(orgId, account, true);
    }

    /// @inheritdoc IConsortiumRegistry
    function complianceFreeze(address account) external restricted {
        Account storage record = _requireInUse(account);
        if (record.frozenByCompliance) revert Registry_NothingToChange(account);
        record.frozenByCompliance = true;
        _logFreeze(record.orgId, account, false);
    }

    /// @inheritdoc IConsortiumRegistry
    function complianceUnfreeze(address account) external restricted {
        Account storage record = _requireInUse(account);
        if (!record.frozenByCompliance) revert Registry_NothingToChange(account);
        record.frozenByCompliance = false;
        _logUnfreeze(record.orgId, account, false);
    }

    /// @inheritdoc IConsortiumRegistry
    function syncAccounts(address[] calldata accounts) external {
        for (uint256 i = 0; i < accounts.length; ++i) {
            Account storage record = _requireInUse(accounts[i]);
            record.kycSeenUntil = _organisations[record.orgId].kycExpiresAt;
        }
    }

    function _insertAccount(OrgId orgId, address account, uint8 rights) internal override {
        _requireFreeAccount(account);
        if (rights == 0 || rights & ~Rights.ALL != 0) revert Registry_BadRights(rights);
        Organisation storage organisation = _organisations[orgId];
        if (organisation.accountCount == MAXIMUM_ACCOUNTS) revert Registry_TooMany(orgId, MAXIMUM_ACCOUNTS);
        _accounts[account] = Account({
            orgId: orgId,
            rights: rights,
            frozenByOrganisation: false,
            frozenByCompliance: false,
            addedAt: uint40(block.timestamp),
            kycSeenUntil: organisation.kycExpiresAt
        });
        ++organisation.accountCount;
        if (rights & Rights.ADMIN != 0) ++organisation.adminCount;
    }

    function _requireFreeAccount(address account) internal view override {
        OrgId owner = _accounts[account].orgId;
        if (account == address(0) || !owner.isNone()) revert Registry_AccountTaken(account, owner);
    }

    /// @dev The caller's organisation, of which it is an effective admin, whatever the organisation's standing.
    function _requireAdmin() internal view returns (OrgId orgId) {
        Account memory record = _accounts[msg.sender];
        if (!_isEffectiveAdmin(record)) revert Registry_NotAdminOf(msg.sender, record.orgId);
        return record.orgId;
    }

    /// @dev As `_requireAdmin`, and the organisation is in good standing. KYC does not matter for housekeeping.
    function _requireActiveAdmin() internal view returns (OrgId orgId) {
        orgId = _requireAdmin();
        Status status = statusOf(orgId);
        if (status != Status.Active) revert Registry_WrongStatus(orgId, status);
    }

    function _requireMember(address account) private view returns (OrgId orgId) {
        Account memory record = _accounts[account];
        if (record.rights == 0) revert Membership_UnknownAccount(account);
        if (record.rights & Rights.OPERATOR == 0) {
            revert Membership_MissingRight(account, record.rights, Rights.OPERATOR);
        }
        if (record.frozenByOrganisation || record.frozenByCompliance)
            revert Membership_AccountFrozen(account);
        orgId = record.orgId;
        if (!_hasStanding(orgId)) revert Membership_NotInStanding(account, orgId);
        uint40 kycExpiresAt = _kycExpiryOf(record);
        if (block.timestamp >= kycExpiresAt) revert Membership_KycLapsed(account, orgId, kycExpiresAt);
    }

    /// @dev The copy in the account's slot saves a cold read until it runs out. Expiry only ever moves forward.
    function _kycExpiryOf(Account memory record) private view returns (uint40) {
        if (block.timestamp < record.kycSeenUntil) return record.kycSeenUntil;
        return _organisations[record.orgId].kycExpiresAt;
    }

    function _isEffectiveAdmin(Account memory record) private pure returns (bool) {
        return record.rights & Rights.ADMIN != 0 && !record.frozenByOrganisation;
    }

    function _requireInUse(address account) private view returns (Account storage record) {
        record = _accounts[account];
        if (record.rights == 0) revert Membership_UnknownAccount(account);
    }

    /// @dev `account` is of the caller's organisation, whose admin the caller is.
    function _requireOwnAccount(address account) private view returns (OrgId orgId, Account storage record) {
        orgId = _requireAdmin();
        record = _accounts[account];
        if (record.orgId != orgId || record.rights == 0) revert Registry_NotAccountOf(account, orgId);
    }

    /// @dev The caller is `account` itself, unless frozen, or an admin of its organisation.
    function _requireOwner(address account) private view returns (OrgId orgId) {
        Account storage record = _requireInUse(account);
        if (msg.sender != account) {
            (orgId, ) = _requireOwnAccount(account);
            return orgId;
        }
        if (record.frozenByOrganisation || record.frozenByCompliance)
            revert Membership_AccountFrozen(account);
        return record.orgId;
    }

    /// @dev The slot keeps the organisation's number, so that no one takes the address up again.
    function _deleteAccount(OrgId orgId, address account) private {
        Account storage record = _accounts[account];
        Organisation storage organisation = _organisations[orgId];
        if (_isEffectiveAdmin(record)) --organisation.adminCount;
        --organisation.accountCount;
        record.rights = 0;
    }

    function _replaceAccount(
        OrgId orgId,
        address account,
        address replacement,
        uint256 deadline,
        bytes calldata consent
    ) private {
        uint8 rights = _accounts[account].rights;
        bool frozenByCompliance = _accounts[account].frozenByCompliance;
        _requireConsent(orgId, replacement, rights, deadline, consent);
        _deleteAccount(orgId, account);
        _insertAccount(orgId, replacement, rights);
        // A freeze by the compliance office follows the rights; rotation is no way out of it.
        if (frozenByCompliance) _accounts[replacement].frozenByCompliance = true;
    }

    function _requireConsent(
        OrgId orgId,
        address account,
        uint8 rights,
        uint256 deadline,
        bytes calldata consent
    ) private {
        _requireUnexpired(deadline);
        bytes32 structHash = keccak256(
            abi.encode(CONSENT_TYPEHASH, orgId, account, rights, _useNonce(account), deadline)
        );
        _requireSignature(account, structHash, consent);
    }

    function _requireAdminLeft(OrgId orgId, address account) private view {
        if (_organisations[orgId].adminCount == 0) revert Registry_LastAdmin(orgId, account);
    }

    function _logFreeze(OrgId orgId, address account, bool byOrganisation) private {
        emit AccountFrozen(orgId, account, byOrganisation);
        _log(AccountFrozen.selector, abi.encode(orgId, account, byOrganisation));
    }

    function _logUnfreeze(OrgId orgId, address account, bool byOrganisation) private {
        emit AccountUnfrozen(orgId, account, byOrganisation);
        _log(AccountUnfrozen.selector, abi.encode(orgId, account, byOrganisation));
    }
}
