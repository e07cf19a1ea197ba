// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title NettingPositions
/// @notice The money that members keep in netting, and what a cycle may take of it.
/// @dev Lines move floors only, and their sum is zero: what all members together may take out, balance less floor, is
/// what the contract holds.
abstract contract NettingPositions is INettingCycle, MemberGated, ReentrancyGuardTransient {
    using SafeERC20 for ISettlementToken;

    uint256 internal constant LARGEST_ORGANISATION = 255;
    uint256 private constant LARGEST_CURRENCY_COUNT = 16;
    uint256 private constant WHOLE_BPS = 10_000;

    uint256 internal immutable _currencyCount;

    /// @inheritdoc INettingCycle
    uint256 public participants;
    Currency[] internal _currencies;
    mapping(OrgId orgId => mapping(uint256 currency => Position position)) private _positions;
    mapping(OrgId guarantor => mapping(OrgId member => mapping(uint256 currency => uint256 lineMinor)))
        private _lines;

    modifier whileNonePending() {
        uint32 cycle = pendingCycle();
        if (cycle != 0) revert Netting_SettlementPending(cycle);
        _;
    }

    constructor(Currency[] memory currencies_) {
        uint256 count = currencies_.length;
        if (count == 0 || count > LARGEST_CURRENCY_COUNT) revert Netting_BadCurrencies(count);
        for (uint256 i = 0; i < count; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (address(currencies_[i].token) == address(currencies_[j].token))
                    revert Netting_BadCurrencies(count);
            }
            _currencies.push(currencies_[i]);
        }
        _currencyCount = count;
    }

    /// @inheritdoc INettingCycle
    function join() external {
        _join(_callingMember());
    }

    /// @inheritdoc INettingCycle
    function deposit(uint8 currency, uint96 amountMinor) external nonReentrant {
        OrgId orgId = _callingMember();
        ISettlementToken token = _tokenOf(currency);
        if (amountMinor == 0) revert Netting_BadAmount(amountMinor);
        _join(orgId);
        int104 balanceMinor = _positions[orgId][currency].balanceMinor + _signed(amountMinor);
        _positions[orgId][currency].balanceMinor = balanceMinor;
        emit Deposited(orgId, currency, amountMinor, msg.sender, balanceMinor);
        token.safeTransferFrom(msg.sender, address(this), amountMinor);
    }

    /// @inheritdoc INettingCycle
    function withdraw(
        uint8 currency,
        uint96 amountMinor,
        address payee,
        PaymentReference paymentReference
    ) external {
        _withdraw(_callingMember(), currency, amountMinor, payee, paymentReference);
    }

    /// @inheritdoc INettingCycle
    function payOut(
        OrgId orgId,
        uint8 currency,
        uint96 amountMinor,
        address payee,
        PaymentReference paymentReference
    ) external {
        _requireIssuer(_callingMember(), currency);
        if (membership.isInGoodStanding(orgId)) revert Netting_ActsForItself(orgId);
        _withdraw(orgId, currency, amountMinor, payee, paymentReference);
    }

    /// @inheritdoc INettingCycle
    function keepReserve(uint8 currency, uint16 reserveBps) external whileNonePending {
        OrgId orgId = _callingMember();
        _requireCurrency(currency);
        _requireShare(reserveBps);
        _positions[orgId][currency].ownReserveBps = reserveBps;
        emit ReserveChanged(orgId, currency, reserveBps, _positions[orgId][currency].riskReserveBps);
    }

    /// @inheritdoc INettingCycle
    function requireReserve(OrgId orgId, uint8 currency, uint16 reserveBps) external whileNonePending {
        _requireIssuer(_callingMember(), currency);
        _requireShare(reserveBps);
        _positions[orgId][currency].riskReserveBps = reserveBps;
        emit ReserveChanged(orgId, currency, _positions[orgId][currency].ownReserveBps, reserveBps);
    }

    /// @inheritdoc INettingCycle
    function grantLine(OrgId member, uint8 currency, uint96 amountMinor) external whileNonePending {
        OrgId guarantor = membership.requireCapable(msg.sender, Capabilities.BANK);
        _requireCurrency(currency);
        if (member == guarantor || !_takesPart(member)) revert Netting_BadLine(guarantor, member);
        if (amountMinor == 0) revert Netting_BadAmount(amountMinor);
        uint256 previousMinor = _lines[guarantor][member][currency];
        _setLine(guarantor, member, currency, previousMinor + amountMinor);
        _moveFloors(guarantor, member, currency, _signed(amountMinor));
    }

    /// @inheritdoc INettingCycle
    function revokeLine(
        OrgId guarantor,
        OrgId member,
        uint8 currency,
        uint96 amountMinor
    ) external whileNonePending {
        uint256 previousMinor = _requireGuarantor(guarantor, member, currency, amountMinor);
        _setLine(guarantor, member, currency, previousMinor - amountMinor);
        _moveFloors(member, guarantor, currency, _signed(amountMinor));
    }

    /// @inheritdoc INettingCycle
    function honourLine(
        OrgId guarantor,
        OrgId member,
        uint8 currency,
        uint96 amountMinor
    ) external whileNonePending {
        uint256 previousMinor = _requireGuarantor(guarantor, member, currency, amountMinor);
        _setLine(guarantor, member, currency, previousMinor - amountMinor);
        Position storage payer = _positions[guarantor][currency];
        Position storage payee = _positions[member][currency];
        payer.balanceMinor -= _signed(amountMinor);
        payer.floorMinor -= _signed(amountMinor);
        payee.balanceMinor += _signed(amountMinor);
        payee.floorMinor += _signed(amountMinor);
        emit LineHonoured(guarantor, member, currency, amountMinor);
    }

    /// @inheritdoc INettingCycle
    function currencies() external view returns (Currency[] memory) {
        return _currencies;
    }

    /// @inheritdoc INettingCycle
    function positionOf(OrgId orgId, uint8 currency) external view returns (Position memory) {
        return _positions[orgId][currency];
    }

    /// @inheritdoc INettingCycle
    function availableOf(OrgId orgId, uint8 currency) external view returns (uint256 amountMinor) {
        Position memory position = _positions[orgId][currency];
        int256 available = position.balanceMinor - _floorOf(position);
        return available > 0 ? uint256(available) : 0;
    }

    /// @inheritdoc INettingCycle
    function lineOf(OrgId guarantor, OrgId member, uint8 currency) external view returns (uint256 lineMinor) {
        return _lines[guarantor][member][currency];
    }

    /// @inheritdoc INettingCycle
    function pendingCycle() public view virtual returns (uint32);

    /// @dev Adds an organisation that acts now to the participants.
    function _join(OrgId orgId) internal {
        if (_takesPart(orgId)) return;
        uint256 number = OrgId.unwrap(orgId);
        if (number > LARGEST_ORGANISATION) revert Netting_OrganisationOutOfRange(orgId, LARGEST_ORGANISATION);
        participants |= 1 << number;
        emit ParticipantJoined(orgId);
    }

    /// @dev Books what a cycle does to one member. Whoever does not lose by it is never below anything.
    function _book(
        uint32 cycle,
        OrgId orgId,
        uint256 currency,
        uint256 receivedMinor,
        uint256 paidMinor
    ) internal {
        Position storage stored = _positions[orgId][currency];
        Position memory position = stored;
        int256 balanceMinor = int256(position.balanceMinor) + int256(receivedMinor) - int256(paidMinor);
        if (paidMinor > receivedMinor) {
            int256 floorMinor = _floorOf(position);
            if (balanceMinor < floorMinor) {
                revert Netting_BelowFloor(orgId, currency, balanceMinor, floorMinor);
            }
        }
        // Balances less floors together are what is held, below 2^96; only lines of 2^103 and more could overflow.
        stored.balanceMinor = int104(balanceMinor);
        emit MemberSettled(cycle, orgId, uint8(currency), receivedMinor, paidMinor, balanceMinor);
    }

    function _takesPart(OrgId orgId) internal view returns (bool) {
        return (participants >> OrgId.unwrap(orgId)) & 1 != 0;
    }

    function _withdraw(
        OrgId orgId,
        uint8 currency,
        uint96 amountMinor,
        address payee,
        PaymentReference paymentReference
    ) private nonReentrant whileNonePending {
        ISettlementToken token = _tokenOf(currency);
        if (amountMinor == 0) revert Netting_BadAmount(amountMinor);
        if (membership.accountOf(payee).orgId != orgId) revert Netting_NotItsAccount(payee, orgId);
        Position storage position = _positions[orgId][currency];
        int104 balanceMinor = position.balanceMinor - _signed(amountMinor);
        if (balanceMinor < position.floorMinor) {
            revert Netting_BelowFloor(orgId, currency, balanceMinor, position.floorMinor);
        }
        position.balanceMinor = balanceMinor;
        uint256 quarantineId = token.payOrQuarantine(payee, amountMinor, payee, paymentReference);
        emit Withdrawn(orgId, currency, amountMinor, payee, balanceMinor, quarantineId, paymentReference);
    }

    function _setLine(OrgId guarantor, OrgId member, uint8 currency, uint256 lineMinor) private {
        uint256 previousMinor = _lines[guarantor][member][currency];
        _lines[guarantor][member][currency] = lineMinor;
        emit LineChanged(guarantor, member, currency, lineMinor, previousMinor);
    }

    /// @dev Raises the floor of one and lowers that of another by as much.
    function _moveFloors(OrgId raised, OrgId lowered, uint8 currency, int104 amountMinor) private {
        Position storage position = _positions[raised][currency];
        int104 floorMinor = position.floorMinor + amountMinor;
        if (position.balanceMinor < floorMinor) {
            revert Netting_BelowFloor(raised, currency, position.balanceMinor, floorMinor);
        }
        position.floorMinor = floorMinor;
        _positions[lowered][currency].floorMinor -= amountMinor;
    }

    /// @dev The line as it stands, if the caller may take so much of it.
    function _requireGuarantor(
        OrgId guarantor,
        OrgId member,
        uint8 currency,
        uint96 amountMinor
    ) private view returns (uint256 lineMinor) {
        OrgId caller = _callingMember();
        _requireCurrency(currency);
        if (caller != guarantor) {
            _requireIssuer(caller, currency);
            if (membership.isInGoodStanding(guarantor)) revert Netting_ActsForItself(guarantor);
        }
        lineMinor = _lines[guarantor][member][currency];
        if (amountMinor == 0) revert Netting_BadAmount(amountMinor);
        if (amountMinor > lineMinor) revert Netting_LineExceeded(amountMinor, lineMinor);
    }

    function _requireIssuer(OrgId caller, uint8 currency) private view {
        OrgId issuer = _tokenOf(currency).issuer();
        if (caller != issuer) revert Netting_NotTheIssuer(caller, issuer);
    }

    function _requireCurrency(uint256 currency) private view {
        if (currency >= _currencyCount) revert Netting_UnknownCurrency(currency, _currencyCount);
    }

    function _tokenOf(uint8 currency) private view returns (ISettlementToken) {
        _requireCurrency(currency);
        return _currencies[currency].token;
    }

    function _requireShare(uint16 reserveBps) private pure {
        if (reserveBps > WHOLE_BPS) revert Netting_BadReserve(reserveBps);
    }

    /// @dev Below this no cycle takes a balance: what the lines lock, and of what is there the share kept in reserve,
    /// rounded up.
    function _floorOf(Position memory position) private pure returns (int256) {
        uint256 reserveBps = Math.max(position.ownReserveBps, position.riskReserveBps);
        if (reserveBps == 0 || position.balanceMinor <= 0) return position.floorMinor;
        uint256 kept = Math.ceilDiv(uint256(int256(position.balanceMinor)) * reserveBps, WHOLE_BPS);
        return position.floorMinor + int256(kept);
    }

    function _signed(uint96 amountMinor) private pure returns (int104) {
        return int104(uint104(amountMinor));
    }
}
