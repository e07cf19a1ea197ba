// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {Holding} from "./Holding.sol";
import {Holdings} from "./Holdings.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Issuance
/// @notice What the issuer alone may do with its money.
abstract contract Issuance is Holdings {
    /// @dev References of redemptions by account, those of issues under the zero address.
    mapping(address account => mapping(bytes32 usedReference => bool used)) private _references;

    modifier onlyIssuer() {
        _requireIssuer();
        _;
    }

    /// @inheritdoc ISettlementToken
    function issue(address to, uint256 amountMinor, bytes32 issueReference) external onlyIssuer {
        if (amountMinor == 0) revert Token_ZeroAmount();
        _useReference(address(0), issueReference);
        _mint(to, amountMinor);
        emit Issued(to, amountMinor, issueReference);
    }

    /// @inheritdoc ISettlementToken
    function redeem(uint256 amountMinor, bytes32 redeemReference) external {
        if (amountMinor == 0) revert Token_ZeroAmount();
        _useReference(msg.sender, redeemReference);
        _burn(msg.sender, amountMinor);
        emit Redeemed(msg.sender, amountMinor, redeemReference);
    }

    /// @inheritdoc ISettlementToken
    function recover(address lost, address to, bytes32 recoveryReference) external onlyIssuer {
        if (lost == to) revert Token_RecoveryToItself(lost);
        Holding old = _requireNoCustodian(lost);
        _requireAccountOf(to, membership.accountOf(lost).orgId);
        Holding replacement = _holdings[to];
        _requirePayee(to, replacement);
        uint256 amountMinor = old.balance();
        if (amountMinor == 0) revert Token_ZeroAmount();
        uint256 today = _today();
        uint256 paidMinor = old.paidOn(today) + replacement.paidOn(today);
        if (paidMinor > type(uint96).max) paidMinor = type(uint96).max;
        _holdings[to] = replacement.withClass(old.limitClass()).onDay(today, paidMinor, 0, 0);
        _shift(lost, to, amountMinor);
        emit BalanceRecovered(lost, to, amountMinor, recoveryReference);
    }

    /// @inheritdoc ISettlementToken
    function freeze(address account) external onlyIssuer {
        _setFrozen(account, true);
        emit AccountFrozen(account);
    }

    /// @inheritdoc ISettlementToken
    function unfreeze(address account) external onlyIssuer {
        _setFrozen(account, false);
        emit AccountUnfrozen(account);
    }

    /// @inheritdoc ISettlementToken
    function setLimits(uint8 limitClass, Limits calldata limits) external onlyIssuer {
        emit LimitsChanged(limitClass, limits, limitsFor(limitClass));
        _classLimits[limitClass] = ClassLimits(limits.perPaymentMinor, limits.perDayMinor, true);
    }

    /// @inheritdoc ISettlementToken
    function classify(address account, uint8 limitClass) external onlyIssuer {
        Holding holding = _requireNoCustodian(account);
        _holdings[account] = holding.withClass(limitClass);
        emit AccountClassified(account, limitClass, holding.limitClass());
    }

    /// @inheritdoc ISettlementToken
    function bindLimits(address[] calldata accounts) external {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _holdings[accounts[i]] = _holdings[accounts[i]].withoutQuickLimits();
        }
    }

    /// @inheritdoc ISettlementToken
    function admitCustodian(address custodian) external onlyIssuer {
        Holding holding = _holdings[custodian];
        if (holding.isCustodian() && !holding.isDismissed()) revert Token_NothingToChange(custodian);
        if (holding.isFrozen()) revert Token_AccountFrozen(custodian);
        if (
            custodian.code.length == 0 ||
            custodian == address(this) ||
            !membership.accountOf(custodian).orgId.isNone()
        ) revert Token_CannotBeCustodian(custodian);
        _holdings[custodian] = holding.withCustodian(true);
        emit CustodianAdmitted(custodian);
    }

    /// @inheritdoc ISettlementToken
    function removeCustodian(address custodian) external onlyIssuer {
        Holding holding = _holdings[custodian];
        if (!holding.isCustodian() || holding.isDismissed()) revert Token_NothingToChange(custodian);
        _holdings[custodian] = holding.withCustodian(false);
        emit CustodianRemoved(custodian);
    }

    /// @inheritdoc ISettlementToken
    function isReferenceUsed(address account, bytes32 usedReference) external view returns (bool) {
        return _references[account][usedReference];
    }

    function _requireIssuer() internal view {
        OrgId caller = membership.requireCapable(msg.sender, Capabilities.BANK);
        if (caller != issuer) revert Token_NotIssuer(msg.sender, issuer);
    }

    /// @dev `account` is or was an account of `owner`.
    function _requireAccountOf(address account, OrgId owner) internal view {
        OrgId found = membership.accountOf(account).orgId;
        if (found != owner || owner.isNone()) revert Token_OtherOrganisation(account, found, owner);
    }

    function _useReference(address account, bytes32 newReference) private {
        if (_references[account][newReference]) revert Token_ReferenceUsed(newReference);
        _references[account][newReference] = true;
    }

    function _setFrozen(address account, bool frozen) private {
        Holding holding = _requireNoCustodian(account);
        if (holding.isFrozen() == frozen) revert Token_NothingToChange(account);
        _holdings[account] = holding.withFrozen(frozen);
    }

    function _requireNoCustodian(address account) private view returns (Holding holding) {
        holding = _holdings[account];
        if (holding.isCustodian()) revert Token_IsCustodian(account);
    }
}
